using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' functions of semantic versions.</summary>
internal static class SemverFunctions
{
    private static readonly CelType Version = SemverValue.CelType;

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("semver", [CelType.String], Version, static args => Read(args[0].AsString, normalizes: false), CostModel.Parse),
        Overload.Of("semver", [CelType.String, CelType.Bool], Version, static args => Read(args[0].AsString, args[1].IsTrue), CostModel.Parse),
        Overload.Of("isSemver", [CelType.String], CelType.Bool, static args => SemverValue.TryParse(args[0].AsString, normalizes: false, out _), CostModel.Parse),
        Overload.Of("isSemver", [CelType.String, CelType.Bool], CelType.Bool, static args =>
            SemverValue.TryParse(args[0].AsString, args[1].IsTrue, out _), CostModel.Parse),
        Overload.Method("major", [Version], CelType.Int, static args => (long)Of(args[0]).Major),
        Overload.Method("minor", [Version], CelType.Int, static args => (long)Of(args[0]).Minor),
        Overload.Method("patch", [Version], CelType.Int, static args => (long)Of(args[0]).Patch),
        Overload.Method("isGreaterThan", [Version, Version], CelType.Bool, static args => Of(args[0]).OrderTo(Of(args[1])) > 0),
        Overload.Method("isLessThan", [Version, Version], CelType.Bool, static args => Of(args[0]).OrderTo(Of(args[1])) < 0),
        Overload.Method("compareTo", [Version, Version], CelType.Int, static args => (long)Math.Sign(Of(args[0]).OrderTo(Of(args[1])))),
    ];

    private static CelValue Read(string text, bool normalizes) =>
        SemverValue.TryParse(text, normalizes, out var version) ? version : CelValue.Error($"invalid semantic version \"{text}\"");

    private static SemverValue Of(in CelValue value) => (SemverValue)value.AsOpaque;
}
