using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The SHA-256 of a webhook's body (FIPS 180-4), 32 bytes. The same id with another hash is refused.</summary>
/// <param name="First">The first 16 bytes.</param>
/// <param name="Last">The last 16 bytes.</param>
internal readonly record struct BodyHash(UInt128 First, UInt128 Last)
{
    private const int Half = 16;

    /// <summary>The hash of a body.</summary>
    public static BodyHash Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Read(hash);
    }

    /// <summary>Reads what <see cref="ToArray"/> wrote. Other bytes give the default, which is the hash of no body.</summary>
    public static BodyHash Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == SHA256.HashSizeInBytes
            ? new BodyHash(
                BinaryPrimitives.ReadUInt128BigEndian(bytes),
                BinaryPrimitives.ReadUInt128BigEndian(bytes[Half..])
            )
            : default;

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(Half), Last);
        return bytes;
    }
}
