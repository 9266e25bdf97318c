"""What shop owners want done, each as a workflow that runs on recorded messages.

``NN-name.json``: ``row`` of the list of use cases, ``title``, ``workflow``, ``store`` (its kind), ``events``, and what
is expected. An event has the ``topic`` and the recorded ``sample`` with nested ``changes`` (lists are replaced whole),
or a ``body`` of its own; ``minutes`` after the beginning. ``schedule.due`` lets the clock go on to the workflow's next
time, ``web.called`` calls the workflow's own address. ``also``: more workflows that belong to it. ``facts``: what the
store answers when a thing is read again, over what its messages told. ``records``: what it answers when lists are read,
for all kinds of things or by kind. ``answers``: what a web address answers, by its beginning.

``expect``: what is asked of shop, mail and web, in order; only the fields that matter, and of a long text
``{"has": part}``. Nothing may be written that is not there, while reads may be left out. ``not``: what must not be
asked for at all. ``undone``: what is taken back in the end, after all promised times. ``tables``: rows that Storeflow
keeps, the oldest first.
"""
