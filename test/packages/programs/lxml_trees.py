"""Parsing, XPath with functions of Python, XSLT, targets, resolvers: libxml2 calls back into native code."""
import traceback

from lxml import etree, objectify

text = '<shop><item price="3">tea</item><item price="12">cup<!-- x --></item><sub:item xmlns:sub="urn:s" price="7"/></shop>'
root = etree.fromstring(text)
print([e.get('price') for e in root.iter('{*}item')], root.xpath('sum(item/@price)'), root.xpath('//item[@price > $p]/text()', p=5))


def double(context, nodes):
    return [int(n) * 2 for n in nodes].pop() if nodes else 'none'


functions = etree.FunctionNamespace('urn:f')
functions.prefix = 'f'
functions['double'] = double
print(root.xpath('f:double(item/@price)'), root.xpath('f:double(nothing)'))


@functions
def fails(context, nodes):
    raise LookupError(f'no {len(nodes)}')


try:
    root.xpath('f:fails(item)')
except LookupError as error:
    print(error, [f.name for f in traceback.extract_tb(error.__traceback__)])


class Target:
    def __init__(self):
        self.events = []

    def start(self, tag, attributes):
        self.events.append((tag, dict(attributes)))

    def end(self, tag):
        self.events.append('/' + tag)

    def data(self, data):
        self.events.append(data)

    def close(self):
        return self.events


print(etree.fromstring(text, etree.XMLParser(target=Target())))


class Shop(etree.ElementBase):
    @property
    def total(self):
        return sum(int(e.get('price')) for e in self)


lookup = etree.ElementNamespaceClassLookup()
lookup.get_namespace(None)['shop'] = Shop
parser = etree.XMLParser()
parser.set_element_class_lookup(lookup)
print(etree.fromstring(text, parser).total)
style = etree.XSLT(etree.XML('''<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/"><out><xsl:for-each select="//item"><v><xsl:value-of select="@price * 2"/></v></xsl:for-each></out></xsl:template>
</xsl:stylesheet>'''))
print(str(style(root)))


class Resolver(etree.Resolver):
    def resolve(self, url, public_id, context):
        return self.resolve_string(f'<!ENTITY name "from {url}">', context)


parser = etree.XMLParser(load_dtd=True)
parser.resolvers.add(Resolver())
print(etree.fromstring('<!DOCTYPE a SYSTEM "urn:my.dtd"><a>&name;</a>', parser).text)
data = objectify.fromstring('<o><n>3</n><n>4</n><t>yes</t></o>')
print(sum(data.n), data.n[1] + 1, data.t, objectify.dump(data))
print(etree.tostring(root, pretty_print=True).decode(), [(e, n.tag) for e, n in etree.iterwalk(root, events=('start',), tag='item')])
for wrong in ('<a><b></a>', '', '<a>&nothing;</a>'):
    try:
        etree.fromstring(wrong)
    except etree.XMLSyntaxError as error:
        print(error, error.lineno)
