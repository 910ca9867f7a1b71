using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.ApiServer.Authentication;

/// <summary>What a connection's client certificate says; a feature of the connection, made once by its handshake.</summary>
internal sealed record ClientCertificate
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    /// <summary>False: not signed by the cluster's root, not for clients, or not valid at the time of the handshake.</summary>
    public required bool IsTrusted { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required UserInfo User { get; init; }

    /// <summary>The common name, when an authority of front proxies vouches for it; else null.</summary>
    public string? FrontProxyName { get; init; }

    public static ClientCertificate From(X509Certificate2 certificate, bool isTrusted, bool isFrontProxy = false)
    {
        // What nobody vouches for is not worth reading.
        var (name, groups) = isTrusted ? SubjectOf(certificate.SubjectName) : ("", []);
        var fingerprint = Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
        var user = UserInfo.Authenticated(name, groups.AsSpan());
        return new ClientCertificate
        {
            IsTrusted = isTrusted && name.Length > 0,
            NotAfter = new DateTimeOffset(certificate.NotAfter),
            FrontProxyName = isFrontProxy ? SubjectOf(certificate.SubjectName).Name : null,
            User = user with { Extra = user.Extra.Add("authentication.kubernetes.io/credential-id", [$"X509SHA256={fingerprint}"]) },
        };
    }

    /// <summary>CN and every O. Go puts several O into one set, which the framework's own reader does not take.</summary>
    public static (string Name, ImmutableArray<string> Groups) SubjectOf(X500DistinguishedName subject)
    {
        var name = "";
        var groups = ImmutableArray.CreateBuilder<string>();
        var sequence = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                switch (attribute.ReadObjectIdentifier())
                {
                    case CommonName:
                        name = Text(attribute);
                        break;
                    case Organization:
                        groups.Add(Text(attribute));
                        break;
                }
            }
        }

        return (name, groups.ToImmutable());
    }

    private static string Text(AsnReader reader) => reader.ReadCharacterString((UniversalTagNumber)reader.PeekTag().TagValue);
}
