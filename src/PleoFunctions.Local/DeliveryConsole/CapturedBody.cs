using System.Text;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A copy of a body's first bytes.</summary>
/// <param name="limit">How many bytes to keep at most.</param>
internal sealed class CapturedBody(int limit)
{
    private readonly Lock _gate = new();
    private byte[] _bytes = [];
    private int _kept;
    private long _length;
    private bool _isForgotten;

    /// <summary>The memory that the copy takes, in bytes.</summary>
    public int MemorySize
    {
        get
        {
            lock (_gate)
            {
                return _bytes.Length;
            }
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _length += bytes.Length;
            var kept = bytes[..Math.Min(bytes.Length, limit - _kept)];
            if (_kept + kept.Length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(_kept + kept.Length, Math.Min(_bytes.Length * 2, limit)));
            }

            kept.CopyTo(_bytes.AsSpan(_kept));
            _kept += kept.Length;
        }
    }

    /// <summary>The whole body; null when a part of it is not kept.</summary>
    public byte[]? ReadAll()
    {
        lock (_gate)
        {
            return _kept == _length && !_isForgotten ? _bytes[.._kept] : null;
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _isForgotten = _length > 0;
            (_bytes, _kept) = ([], 0);
        }
    }

    public BodyDocument ToDocument()
    {
        lock (_gate)
        {
            return new BodyDocument(
                Encoding.UTF8.GetString(_bytes.AsSpan(0, _kept)),
                _length,
                _kept == _length,
                _isForgotten
            );
        }
    }
}
