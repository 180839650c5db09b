namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// Bytes in large blocks, which a collection neither copies nor looks through. A block is used again, or let go of, when
/// everything in it has been. Not for several threads at once.
/// </summary>
internal sealed class ByteBlocks
{
    private const int BlockLength = 256 * 1024;
    private const int MostSpare = 4;

    private readonly List<byte[]> _blocks = [];
    private readonly List<int> _pieces = [];
    private readonly Stack<int> _free = [];
    private readonly Stack<byte[]> _spare = [];
    private int _current = -1;
    private int _used;

    /// <summary>How many bytes all blocks have, those for later use included.</summary>
    public long Capacity => _blocks.Concat(_spare).Sum(block => (long)block.Length);

    /// <summary>The bytes of a piece.</summary>
    public Span<byte> this[Piece piece] => _blocks[piece.Block].AsSpan(piece.Start, piece.Length);

    /// <summary>Room for so many bytes, in one piece, which begins where characters may.</summary>
    public Piece Take(int length)
    {
        if (_current < 0 || _blocks[_current].Length - _used < length)
        {
            Turn(length);
        }

        var piece = new Piece(_current, _used, length);
        _pieces[_current]++;
        _used += length + length % sizeof(char);
        return piece;
    }

    /// <summary>Lets go of a piece. Its bytes must not be used any more.</summary>
    public void Give(Piece piece)
    {
        if (--_pieces[piece.Block] == 0 && piece.Block != _current)
        {
            Free(piece.Block);
        }
    }

    /// <summary>Turns to a block with room for so many bytes.</summary>
    private void Turn(int length)
    {
        if (_current >= 0 && _pieces[_current] == 0)
        {
            Free(_current);
        }

        if (!_free.TryPop(out _current))
        {
            _current = _blocks.Count;
            _blocks.Add([]);
            _pieces.Add(0);
        }

        _blocks[_current] =
            length <= BlockLength && _spare.TryPop(out var spare)
                ? spare
                : GC.AllocateUninitializedArray<byte>(Math.Max(length, BlockLength), pinned: true);
        _used = 0;
    }

    private void Free(int block)
    {
        if (_blocks[block].Length == BlockLength && _spare.Count < MostSpare)
        {
            _spare.Push(_blocks[block]);
        }

        _blocks[block] = [];
        _free.Push(block);
    }

    /// <summary>Where bytes are.</summary>
    internal readonly record struct Piece(int Block, int Start, int Length);
}
