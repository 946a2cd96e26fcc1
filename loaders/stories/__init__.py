"""Which posts tell the same story: the same article, a copy of its text, or an update of it.

`texts` has texts as they are compared, `rules` compares two of them, and `linking` finds for each
post, in order of time, the earlier one whose story it belongs to.
"""
