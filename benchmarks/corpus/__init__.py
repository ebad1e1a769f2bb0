"""Songs of known truth: written note by note with beats, bars and sections known, then played.

A song is first symbolic (``score``): a tempo, a meter, sections, notes, drum hits. It is written by a kind (``kinds``),
whose style says which players there may be and what they may play (``style``, ``parts``); the seed draws from it.
Only then is it sounded (``render``) and written beside its truth (``truth``). Run as ``python -m benchmarks.corpus``.
"""
