"""What programs take: tables as CSV and JSON, their description, citations, JSON-LD.

What people read stands in `pages`.
"""
