using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>A person at a terminal, who types when asked. What the terminal shows is the output.</summary>
internal static class Terminal
{
    // Types only when the program has turned the terminal's own echo off, so that the test does not depend on speed.
    private const string Typist = """
        import os, pty, select, sys, termios, time
        count = int(sys.argv[1])
        script, command = sys.argv[2:2 + 2 * count], sys.argv[2 + 2 * count:]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(command[0], command)
        shown, seen, deadline = b"", 0, time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.02)[0]:
                try:
                    read = os.read(terminal, 4096)
                except OSError:
                    break
                if not read:
                    break
                shown += read
            if script:
                at = shown.find(script[0].encode(), seen)
                if at >= 0 and not termios.tcgetattr(terminal)[3] & termios.ECHO:
                    seen = at + len(script[0])
                    os.write(terminal, script[1].encode())
                    script = script[2:]
        sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
        sys.stdout.flush()
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    /// <summary>Runs Local's command line in a terminal.</summary>
    /// <param name="typed">What the person waits for, and then types.</param>
    /// <param name="arguments">The command line.</param>
    public static Task<LocalOutcome> RunAsync((string Shown, string Typed)[] typed, params string[] arguments) =>
        LocalProcess.RunToEndByAsync(
            "python3",
            [
                "-c",
                Typist,
                typed.Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
                .. typed.SelectMany(one => (string[])[one.Shown, one.Typed]),
            ],
            arguments
        );
}
