using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Policies.Mutations;

/// <summary>
/// The types that programs of mutating policies may write out (KEP-3962): <c>JSONPatch</c>; <c>Object</c> for the object and
/// <c>Object.spec.template</c> for what stands at that path of it. Of the latter any field may be named: the schema decides when the
/// policy meets an object.
/// </summary>
internal static class MutationTypes
{
    private const string ObjectName = "Object";

    public static CelType Patch { get; } = CelType.Object("JSONPatch", new DeclaredFields(
        ("op", CelType.String), ("path", CelType.String), ("from", CelType.String), ("value", CelType.Dyn)));

    public static CelType Patches { get; } = CelType.ListOf(Patch);

    public static CelType Root { get; } = CelType.Object(ObjectName, AnyField.Instance);

    /// <summary>Null when there is no such type.</summary>
    public static CelType? Find(string name) => name switch
    {
        "JSONPatch" => Patch,
        ObjectName => Root,
        _ when name.StartsWith($"{ObjectName}.", StringComparison.Ordinal) => CelType.Object(name, AnyField.Instance),
        _ => null,
    };

    /// <summary>Holds the names of the types of what was made against where it stands; lists and maps have none and do not count.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static string Mismatch(in CelValue made) => made.Kind == CelValueKind.Object ? Mismatch(made, made.AsObject.Type.Name) : "";

    private static string Mismatch(in CelValue made, string path)
    {
        switch (made.Kind)
        {
            case CelValueKind.Object when made.AsObject is { Type.Fields: AnyField } written:
                return written.Type.Name == path
                    ? First(written.Fields.Select(field => (written.Get(field), $"{path}.{field}")))
                    : $"unexpected type name \"{written.Type.Name}\", expected \"{path}\", which matches field name path from root Object type";
            case CelValueKind.List:
                var list = made.AsList;
                return First(Enumerable.Range(0, list.Count).Select(i => (list[i], path)));
            case CelValueKind.Map:
                var map = made.AsMap;
                return First(map.Keys.Select(key => (map.TryGet(key, out var value) ? value : CelValue.Null, path)));
            default:
                return "";
        }
    }

    private static string First(IEnumerable<(CelValue Value, string Path)> parts)
    {
        foreach (var (value, path) in parts)
        {
            if (Mismatch(value, path) is { Length: > 0 } mismatch)
            {
                return mismatch;
            }
        }

        return "";
    }

    /// <summary>Every name is a field, of any type.</summary>
    private sealed class AnyField : CelFields
    {
        public static AnyField Instance { get; } = new();

        public override CelField Find(string name) => new(name, CelType.Dyn);
    }
}
