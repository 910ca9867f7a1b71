using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Kubelet.Serving.Access;

/// <summary>Who asks something of the node.</summary>
internal sealed record Caller(string Name, string Uid, ImmutableArray<string> Groups, IReadOnlyDictionary<string, IList<string>> Extra)
{
    private const string AuthenticatedGroup = "system:authenticated";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    /// <summary>The common name is the user, each organization a group; null when there is no name.</summary>
    public static Caller? Of(X509Certificate2 certificate)
    {
        var name = "";
        var groups = ImmutableArray.CreateBuilder<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements))
        {
            switch (part.GetSingleElementType().Value)
            {
                case CommonName:
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case Organization:
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
            }
        }

        groups.Add(AuthenticatedGroup);
        return name.Length > 0 ? new Caller(name, "", groups.ToImmutable(), new Dictionary<string, IList<string>>()) : null;
    }
}
