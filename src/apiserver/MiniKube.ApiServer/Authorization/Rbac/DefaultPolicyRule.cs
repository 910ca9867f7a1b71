using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Reads the rule lines of the default policy.</summary>
internal static class DefaultPolicyRule
{
    private static readonly ImmutableArray<string> Reading = ["get", "list", "watch"];
    private static readonly ImmutableArray<string> Writing = ["create", "delete", "deletecollection", "patch", "update"];

    public static PolicyRule Read(string[] words) => words switch
    {
        ["events"] => new PolicyRule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"], [], []),
        [var verbs, "url", var paths] => new PolicyRule(Verbs(verbs), [], [], [], List(paths)),
        [var verbs, var groups, var resources] => new PolicyRule(Verbs(verbs), Groups(groups), List(resources), [], []),
        [var verbs, var groups, var resources, var names] => new PolicyRule(Verbs(verbs), Groups(groups), List(resources), List(names), []),
        _ => throw new InvalidDataException($"The default policy has a rule that is none: {string.Join(' ', words)}"),
    };

    private static ImmutableArray<string> Verbs(string word) =>
        [.. List(word).SelectMany(verb => verb == "read" ? Reading : verb == "write" ? Writing : [verb])];

    private static ImmutableArray<string> Groups(string word) => [.. List(word).Select(group => group == "core" ? "" : group)];

    private static ImmutableArray<string> List(string word) => [.. word.Split(',')];
}
