using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Chance that depends on nothing but the seed, a name, and how often the name has come up: so the same seed deals the
/// same faults to the same requests, in whatever order they come.
/// </summary>
internal sealed class SeededRandom(int seed)
{
    private readonly ConcurrentDictionary<string, int> _throws = new(StringComparer.Ordinal);

    /// <summary>A number from 0 to below 1 for the next time that a name comes up.</summary>
    public double Throw(string name)
    {
        var time = _throws.AddOrUpdate(name, 1, static (_, before) => before + 1);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}/{time}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }
}
