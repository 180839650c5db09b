using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PleoFunctions.Testing;

/// <summary>Certificates for servers of the tests.</summary>
public static class TestCertificate
{
    /// <summary>A certificate for a host, valid today, which only those trust who are told to.</summary>
    public static X509Certificate2 Create(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
