using System.Buffers;

namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>The keys of a secret, separated by white space. During a rotation there are two.</summary>
internal readonly ref struct KeyList(ReadOnlySpan<char> secret)
{
    /// <summary>All characters that Unicode calls white space.</summary>
    internal const string WhiteSpace =
        "\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

    private static readonly SearchValues<char> Separators = SearchValues.Create(WhiteSpace);

    private readonly ReadOnlySpan<char> _secret = secret;

    /// <summary>The first key; empty when the secret has no key.</summary>
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
            var length = _secret[_end..].IndexOfAnyExcept(Separators);
            if (length < 0)
            {
                return false;
            }

            var start = _end + length;
            length = _secret[start..].IndexOfAny(Separators);
            _end = length < 0 ? _secret.Length : start + length;
            Current = start.._end;
            return true;
        }
    }
}
