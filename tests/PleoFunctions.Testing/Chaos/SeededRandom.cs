using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Random numbers that depend only on the seed, a name, and how often the name was used. So the same seed gives the
/// same faults to the same requests, in any order.
/// </summary>
internal sealed class SeededRandom(int seed)
{
    private readonly ConcurrentDictionary<string, int> _throws = new(StringComparer.Ordinal);

    /// <summary>The next random number for a name, from 0 to below 1.</summary>
    public double Next(string name)
    {
        var time = _throws.AddOrUpdate(name, 1, static (_, before) => before + 1);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}/{time}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }
}
