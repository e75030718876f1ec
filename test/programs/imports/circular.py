"""Two modules that import each other: what is there early and what is there late."""

from circular_package import a
import circular_package.b

print(a.use_b(), circular_package.b.late())
