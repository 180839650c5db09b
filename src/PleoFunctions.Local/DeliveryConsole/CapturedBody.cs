using System.Text;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The bytes of a body that went by, as many as are worth keeping.</summary>
/// <param name="limit">How many bytes to keep at most.</param>
internal sealed class CapturedBody(int limit)
{
    private readonly Lock _gate = new();
    private byte[] _bytes = [];
    private int _kept;
    private long _length;
    private bool _forgotten;

    /// <summary>How much memory it takes, in bytes.</summary>
    public int Weight
    {
        get
        {
            lock (_gate)
            {
                return _bytes.Length;
            }
        }
    }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _length += bytes.Length;
            var fitting = bytes[..Math.Min(bytes.Length, limit - _kept)];
            if (_kept + fitting.Length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(_kept + fitting.Length, Math.Min(_bytes.Length * 2, limit)));
            }

            fitting.CopyTo(_bytes.AsSpan(_kept));
            _kept += fitting.Length;
        }
    }

    /// <summary>Every byte of it; null when some are not there any more.</summary>
    public byte[]? Whole()
    {
        lock (_gate)
        {
            return _kept == _length && !_forgotten ? _bytes[.._kept] : null;
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _forgotten = _length > 0;
            (_bytes, _kept) = ([], 0);
        }
    }

    public BodyDocument Show()
    {
        lock (_gate)
        {
            return new BodyDocument(
                Encoding.UTF8.GetString(_bytes.AsSpan(0, _kept)),
                _length,
                _kept == _length,
                _forgotten
            );
        }
    }
}
