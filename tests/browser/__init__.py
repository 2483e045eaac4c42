"""The pages in a real Chromium: accessibility rules, security policy, small screens, print, keyboard."""
