"""What is drawn: charts, the time line and link-preview cards, as shapes with places.

Templates turn shapes into SVG, `publish` turns SVG into PNG.
"""
