"""subprocess of sys.executable: arguments, pipes, exit codes, signals, environment, -c, -m, -, -I, -x flags."""

import os
import signal
import subprocess
import sys


def run(*arguments, **options):
    result = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)
    error = result.stderr.strip().splitlines()
    return result.returncode, result.stdout, error[-1] if error else ''


print(run('-c', 'print("child", 1 + 1)'))
print(run('-c', 'import sys; print(sys.argv, sys.flags.optimize); sys.exit(3)', 'a', '-b', '--c=d e'))
print(run('-', 'x', input='import sys\nprint("from stdin", sys.argv)\nprint(sys.stdin.read())'))
print(run('-c', 'import sys; print(sys.stdin.read().upper())', input='pipe me'))
print(run('-O', '-c', 'assert 0; print(__debug__)'), run('-c', 'assert 0'))
print(run('-c', '1/0'), run('-c', 'syntax error'), run('-c', 'import os; os.kill(os.getpid(), 9)'), run('-c', 'import sys; sys.exit("text")'))
print(run('-I', '-c', 'import sys; print(sys.flags.isolated, sys.flags.ignore_environment)'), run('-S', '-c', 'import sys; print("site" in sys.modules)'))
print(run('-W', 'error', '-c', 'import warnings; warnings.warn("w")')[2], run('-X', 'dev', '-c', 'import sys; print(sys.flags.dev_mode)'), run('-q', '-B', '-c', 'import sys; print(sys.dont_write_bytecode)'))
print(run('-m', 'this_module_does_not_exist')[0], run('no_such_file.py')[0], run('-m', 'json.tool', input='{"a": [1, 2]}'))
print(run('-c', 'import os; print(os.environ.get("HANDED"), [k for k in os.environ if k.startswith("NATIVECOMPILE")])', env={**os.environ, 'HANDED': 'down'}))
print(run('-u', '-c', 'import sys; sys.stdout.write("unbuffered"); os = __import__("os"); os._exit(4)'))
child = subprocess.Popen([sys.executable, '-c', 'import time\nprint("ready", flush=True)\nwhile True: pass'], stdout=subprocess.PIPE, text=True)
print(child.stdout.readline().strip())
child.send_signal(signal.SIGTERM)
print(child.wait(), child.stdout.close())
child = subprocess.Popen([sys.executable, '-c', '''
try:
    print("ready", flush=True)
    while True: pass
except KeyboardInterrupt:
    print("interrupted")
'''], stdout=subprocess.PIPE, text=True)
child.stdout.readline()
child.send_signal(signal.SIGINT)
print(child.communicate()[0].strip(), child.returncode)
pipeline = subprocess.Popen([sys.executable, '-c', 'for i in range(5): print(i)'], stdout=subprocess.PIPE)
total = subprocess.run([sys.executable, '-c', 'import sys; print(sum(map(int, sys.stdin)))'], stdin=pipeline.stdout, capture_output=True, text=True)
print(total.stdout.strip(), pipeline.wait())
nested = 'import subprocess, sys; print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout.strip())'
print(run('-c', nested))
print(os.path.isabs(sys.executable), os.access(sys.executable, os.X_OK))
many = [subprocess.Popen([sys.executable, '-c', f'print(sum(range({n})))'], stdout=subprocess.PIPE, text=True) for n in (10, 100, 1000)]
print([p.communicate()[0].strip() for p in many])
