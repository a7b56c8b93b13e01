"""The sealed lane of denunciations: who tells, who reads, and what either hears of the other."""
