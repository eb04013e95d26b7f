"""Publications as a git repository, made and served with nothing but Python where need be.

The objects are written by dulwich (Apache-2.0 or GPL-2.0-or-later, used under the former), so a
repository is the same whether git is installed or not, and of whatever version: an object is its
own bytes, and nothing here depends on the day, the machine or a configuration.
"""

from portal.formats.git.keeping import Mirror
from portal.formats.git.repository import MAIN, WORKING, Repository
from portal.formats.git.speaking import Unintelligible, speak

__all__ = ["MAIN", "WORKING", "Mirror", "Repository", "Unintelligible", "speak"]
