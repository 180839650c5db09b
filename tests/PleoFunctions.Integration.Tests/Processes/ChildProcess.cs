using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>A program that runs beside the tests. What it prints can be waited for, line by line.</summary>
internal sealed class ChildProcess : IAsyncDisposable, IDisposable
{
    private static readonly ConcurrentDictionary<int, ChildProcess> Alive = new();

    private readonly Process _process;
    private readonly OutputLines _output = new();
    private readonly OutputLines _error = new();
    private readonly Task<int> _end;

    private ChildProcess(Process process)
    {
        _process = process;
        Alive[process.Id] = this;
        _end = EndAsync();
    }

    /// <summary>The programs that were started and have not ended.</summary>
    public static IReadOnlyCollection<ChildProcess> Running => [.. Alive.Values];

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>The names of the files that the program has loaded.</summary>
    public IReadOnlyList<string> LoadedFiles
    {
        get
        {
            var maps = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/maps");
            _process.Refresh();
            return File.Exists(maps)
                // The module list has only files with machine code.
                ? [.. File.ReadLines(maps).Select(Path.GetFileName).OfType<string>()]
                : [.. _process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName)];
        }
    }

    /// <summary>Everything that the program has printed, for failure messages.</summary>
    public string Said => $"{Output}\n{Error}".Trim();

    /// <param name="program">A file, or a name to be found on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="directory">The working directory; by default the tests' folder.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? directory = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                $"These tests need the program '{program}', which cannot be started: {e.Message}. Install it, and see that it is on the PATH.",
                e
            );
        }
    }

    /// <summary>Waits for the first line, past or future, for which a function returns a value.</summary>
    public async Task<T> WhenPrintedAsync<T>(Func<string, T?> read)
        where T : class =>
        await _output.WhenAnyAsync(read).WaitAsync(Patience.OfProcesses, TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException($"The program ended without printing what was waited for.\n{Said}");

    /// <summary>Writes a line to the program's input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Interrupts the program as Ctrl-C does.</summary>
    public async Task InterruptAsync()
    {
        string[] command = ["-c", "kill -INT \"$0\"", _process.Id.ToString(CultureInfo.InvariantCulture)];
        await using var kill = Start("bash", command);
        (await kill.WhenEndedAsync()).ShouldBe(0, kill.Said);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> WhenEndedAsync() => WhenEndedAsync(Patience.OfProcesses);

    public Task<int> WhenEndedAsync(TimeSpan limit) => _end.WaitAsync(limit, TestContext.Current.CancellationToken);

    /// <summary>Kills the program and its children if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _end.WaitAsync(Patience.OfProcesses);
        _process.Dispose();
    }

    public override string ToString() =>
        $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<int> EndAsync()
    {
        await Task.WhenAll(_output.ReadAsync(_process.StandardOutput), _error.ReadAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        Alive.TryRemove(_process.Id, out _);
        return _process.ExitCode;
    }
}
