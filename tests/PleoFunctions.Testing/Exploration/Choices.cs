namespace PleoFunctions.Testing.Exploration;

/// <summary>
/// All runs of a scenario, one after the other: a run asks which way to go, and each way of each question is gone once.
/// The last question gets its next answer first, so the ways form a tree that is walked depth first.
/// </summary>
internal sealed class Choices
{
    private readonly List<(int Chosen, int Of)> _path = [];
    private int _asked;

    /// <summary>The answers of this run, to report and to repeat it.</summary>
    public string Path => string.Join('.', _path.Take(_asked).Select(choice => choice.Chosen));

    /// <summary>Chooses one of several ways.</summary>
    /// <param name="of">How many there are, 1 or more.</param>
    /// <returns>0 or more, below the number of ways.</returns>
    public int Choose(int of)
    {
        if (of == 1)
        {
            return 0;
        }

        if (_asked == _path.Count)
        {
            _path.Add((0, of));
        }

        var (chosen, known) = _path[_asked++];
        return known == of ? chosen : throw new InvalidOperationException("The scenario is not the same in each run.");
    }

    /// <summary>Goes to the next run.</summary>
    /// <returns>False when there is none.</returns>
    public bool MoveNext()
    {
        _asked = 0;
        while (_path is [.., var (chosen, of)])
        {
            _path.RemoveAt(_path.Count - 1);
            if (chosen + 1 < of)
            {
                _path.Add((chosen + 1, of));
                return true;
            }
        }

        return false;
    }
}
