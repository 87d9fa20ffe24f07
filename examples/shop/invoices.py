import hashlib
import subprocess

import yaml


def load_template(path):
    with open(path) as file:
        return yaml.load(file, Loader=yaml.Loader)


def add_line(text, amount, lines=[]):
    lines.append((text, amount))
    return lines


def print_invoice(number):
    subprocess.run(f"lpr invoices/{number}.pdf", shell=True)


def customer_password(password):
    return hashlib.md5(password.encode()).hexdigest()
