namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The keys of a secret: its parts between white space. During a rotation there are two.</summary>
internal readonly ref struct KeyList(ReadOnlySpan<char> secret)
{
    private readonly ReadOnlySpan<char> _secret = secret;

    /// <summary>The first key; empty when there is none.</summary>
    public static ReadOnlySpan<char> First(ReadOnlySpan<char> secret)
    {
        foreach (var range in new KeyList(secret))
        {
            return secret[range];
        }

        return default;
    }

    public Enumerator GetEnumerator() => new(_secret);

    public ref struct Enumerator(ReadOnlySpan<char> secret)
    {
        private readonly ReadOnlySpan<char> _secret = secret;
        private int _end;

        public Range Current { get; private set; }

        public bool MoveNext()
        {
            var start = _end;
            while (start < _secret.Length && char.IsWhiteSpace(_secret[start]))
            {
                start++;
            }

            _end = start;
            while (_end < _secret.Length && !char.IsWhiteSpace(_secret[_end]))
            {
                _end++;
            }

            Current = start.._end;
            return _end > start;
        }
    }
}
