using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.CustomResources;

/// <summary>Whether a definition in a group of Kubernetes' own was approved there, as one of its annotations says.</summary>
/// <param name="Reason">Of the condition; empty for every other group.</param>
/// <param name="Message">Of the condition, and of a refusal.</param>
public sealed record DefinitionApproval(string Reason, string Message)
{
    public const string Annotation = "api-approved.kubernetes.io";
    public const string Missing = "MissingAnnotation";

    private const string Approved = "ApprovedAnnotation";
    private const string Invalid = "InvalidAnnotation";
    private const string Process = "see https://github.com/kubernetes/enhancements/pull/1111";

    /// <summary>The group is one of Kubernetes' own.</summary>
    public bool IsAsked => Reason.Length > 0;

    public bool IsApproved => Reason == Approved;

    /// <summary>The definition cannot be taken.</summary>
    public bool IsWanting => Reason is Missing or Invalid;

    public static DefinitionApproval Of(JsonObject definition)
    {
        if (!IsProtected(definition.Object("spec").Text("group") ?? ""))
        {
            return new DefinitionApproval("", "");
        }

        var value = definition.At("metadata", "annotations").Text(Annotation) ?? "";
        return value switch
        {
            "" => new(Missing, $"protected groups must have approval annotation \"{Annotation}\", {Process}"),
            _ when value.StartsWith("unapproved", StringComparison.Ordinal) => new("UnapprovedAnnotation", $"not approved: \"{value}\""),
            _ when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Host.Length > 0 => new(Approved, $"approved in {value}"),
            _ => new(Invalid, $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", {Process}"),
        };
    }

    private static bool IsProtected(string group) => group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
}
