using System.Collections.Immutable;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The sets of verbs that occur in discovery.</summary>
internal static class Verb
{
    public static ImmutableArray<string> All { get; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static ImmutableArray<string> AllButDeleteCollection { get; } = ["create", "delete", "get", "list", "patch", "update", "watch"];

    public static ImmutableArray<string> Create { get; } = ["create"];

    public static ImmutableArray<string> CreateGet { get; } = ["create", "get"];

    public static ImmutableArray<string> Get { get; } = ["get"];

    public static ImmutableArray<string> GetList { get; } = ["get", "list"];

    public static ImmutableArray<string> GetPatchUpdate { get; } = ["get", "patch", "update"];

    public static ImmutableArray<string> Proxy { get; } = ["create", "delete", "get", "patch", "update"];

    public static ImmutableArray<string> Update { get; } = ["update"];
}
