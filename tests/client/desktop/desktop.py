"""A desktop for tests: dbusmock's notification daemon on the session bus, with the abilities that it is given.

Prints "ready" once it can be called, then dbusmock's line for each call.
"""

import sys

import dbus
import dbus.mainloop.glib
import dbusmock
from dbusmock.templates import notification_daemon
from gi.repository import GLib


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    name = dbus.service.BusName(notification_daemon.BUS_NAME, dbus.SessionBus(), do_not_queue=True)
    desktop = dbusmock.DBusMockObject(name, notification_daemon.MAIN_OBJ, notification_daemon.MAIN_IFACE, {})
    desktop.AddTemplate("notification_daemon", {"capabilities": sys.argv[1]})
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
