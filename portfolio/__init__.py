"""Cyber Portfolio: which cyber-diplomacy objective is served where, until when, and where nobody is.

The map of the house, from the ground up (an upper room may use a lower one, never back):

core          pure calculation: words, dates, money, allocation, coverage, gaps; no clock, database or web
reference     the data the product ships, and its reader
models        the tables; migrations beside them
web           the corridor of all pages: access rules, headers, filters, forms, sheets
history       the write door and the change log
jobs          the queue's edge: long work in processes of their own
accounts      people, roles, sign-in
objectives, places, organisations    reference rooms
projects      the subject room
coverage      the report room
imports       (top level) the loading dock: a spreadsheet becomes projects, stage by stage
cli, app      the edges; `app` alone knows every room; program starts cli
"""
