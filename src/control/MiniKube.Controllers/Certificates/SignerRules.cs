using System.Collections.Immutable;

namespace MiniKube.Controllers.Certificates;

/// <summary>What each signer of Kubernetes signs. Pure; the rules are upstream's.</summary>
internal static class SignerRules
{
    private const string NodeUser = "system:node:";
    private const string NodeGroup = "system:nodes";

    private static readonly ImmutableArray<string> ClientUsages = ["digital signature", "key encipherment", "client auth"];
    private static readonly ImmutableArray<string> ServerUsages = ["digital signature", "key encipherment", "server auth"];

    /// <summary>Why a signer does not sign a request; null when it does.</summary>
    public static string? Complaint(string signer, RequestContent content, ImmutableArray<string> usages) => signer switch
    {
        SignerNames.Client => !usages.Contains("client auth") ? "client signer: usages must include \"client auth\""
            : usages.FirstOrDefault(usage => !ClientUsages.Contains(usage)) is { } usage ? $"client signer: usage \"{usage}\" is not allowed"
            : null,
        SignerNames.KubeletClient => KubeletClient(content, usages),
        SignerNames.KubeletServing => KubeletServing(content, usages),
        _ => null,
    };

    /// <summary>A certificate by which a kubelet is a client, of any node.</summary>
    public static string? KubeletClient(RequestContent content, ImmutableArray<string> usages) =>
        Node(content)
        ?? (content.HasOtherNames ? "URI and email alternative names are not allowed"
            : !content.DnsNames.IsEmpty ? "DNS alternative names are not allowed"
            : !content.Addresses.IsEmpty ? "IP alternative names are not allowed"
            : Fits(usages, ClientUsages) ? null
            : "usages did not match [\"client auth\", \"digital signature\"], with or without \"key encipherment\"");

    private static string? KubeletServing(RequestContent content, ImmutableArray<string> usages) =>
        Node(content)
        ?? (content.HasOtherNames ? "URI and email alternative names are not allowed"
            : content.DnsNames.IsEmpty && content.Addresses.IsEmpty ? "at least one DNS or IP alternative name is needed"
            : Fits(usages, ServerUsages) ? null
            : "usages did not match [\"digital signature\", \"server auth\"], with or without \"key encipherment\"");

    private static string? Node(RequestContent content) =>
        content.Organizations is not [NodeGroup] ? $"subject organization is not {NodeGroup}"
        : !content.CommonName.StartsWith(NodeUser, StringComparison.Ordinal) ? $"subject common name does not begin with {NodeUser}"
        : null;

    /// <summary>All of them, where a key that cannot encipher leaves that one out.</summary>
    private static bool Fits(ImmutableArray<string> usages, ImmutableArray<string> expected) =>
        usages.ToHashSet().SetEquals(expected) || usages.ToHashSet().SetEquals(expected.Where(usage => usage != "key encipherment"));
}
