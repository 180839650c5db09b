namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// Bytes in large blocks, which a collection neither copies nor looks through. A block is used again when all that was
/// put into it has been let go of. Not for several threads at once.
/// </summary>
internal sealed class ByteBlocks
{
    private const int BlockLength = 256 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly List<int> _pieces = [];
    private readonly Stack<int> _free = [];
    private int _current = -1;
    private int _used;

    /// <summary>How many blocks there are, in use or free.</summary>
    public int Count => _blocks.Count;

    /// <summary>Room for so many bytes, in one piece.</summary>
    public Piece Take(int length)
    {
        if (_current < 0 || _blocks[_current].Length - _used < length)
        {
            Turn(length);
        }

        var piece = new Piece(_current, _used, length);
        _pieces[_current]++;
        _used += length;
        return piece;
    }

    /// <summary>The bytes of a piece.</summary>
    public Span<byte> this[Piece piece] => _blocks[piece.Block].AsSpan(piece.Start, piece.Length);

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

        if (_blocks[_current].Length < length || _blocks[_current].Length == 0)
        {
            _blocks[_current] = GC.AllocateUninitializedArray<byte>(Math.Max(length, BlockLength), pinned: true);
        }

        _used = 0;
    }

    private void Free(int block)
    {
        // One that was made for something very long is not kept for what is not.
        if (_blocks[block].Length > BlockLength)
        {
            _blocks[block] = [];
        }

        _free.Push(block);
    }

    /// <summary>Where bytes are.</summary>
    internal readonly record struct Piece(int Block, int Start, int Length);
}
