"""Onto the disk: docs/ is written, pictures are drawn, the built site is finished.

It works on files alone, whichever engine built them, and knows nothing of the study.
"""
