import sys; sys.path.insert(0,'tests/work'); sys.path.insert(0,'tests')
import test_sequences as t
old=t.House.teardown
def td(self):
    print("pubs",len(self.seen), "said", {n:{k:v[0] for k,v in d.items()} for n,d in list(self.said.items())[:2]}); old(self)
t.House.teardown=td
from test_sequences import *
