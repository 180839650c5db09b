namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>The lines that a program prints, as they come.</summary>
internal sealed class OutputLines
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _news = New();
    private bool _ended;

    /// <summary>Reads until the program closes its output.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
            lock (_lock)
            {
                if (line is null)
                {
                    _ended = true;
                }
                else
                {
                    _lines.Add(line);
                }

                _news.SetResult();
                _news = New();
            }
        } while (line is not null);
    }

    /// <summary>The first line for which a function returns a value; null when the output ends without one.</summary>
    public async Task<T?> WhenAnyAsync<T>(Func<string, T?> read)
        where T : class
    {
        for (var next = 0; ; )
        {
            string[] lines;
            bool ended;
            Task news;
            lock (_lock)
            {
                (lines, ended, news) = ([.. _lines.Skip(next)], _ended, _news.Task);
            }

            next += lines.Length;
            if (lines.Select(read).FirstOrDefault(one => one is not null) is { } found)
            {
                return found;
            }

            if (ended)
            {
                return null;
            }

            await news;
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join('\n', _lines);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
