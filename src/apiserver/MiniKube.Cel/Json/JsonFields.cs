using System.Text.Json.Nodes;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Json;

/// <summary>A JSON object with declared fields; others cannot be seen.</summary>
internal sealed class JsonFields(JsonObject tree, CelType type) : CelObject
{
    public override CelType Type => type;

    public override IEnumerable<string> Fields => tree.Select(member => PropertyNames.Escape(member.Key))
        .OfType<string>().Where(name => type.Fields!.Find(name) is not null);

    public override bool Has(string field) => type.Fields!.Find(field) is { } declared && tree.ContainsKey(declared.Name);

    public override CelValue Get(string field) => type.Fields!.Find(field) is { } declared && tree.TryGetPropertyValue(declared.Name, out var member)
        ? JsonValues.Of(member, declared.Type)
        : Errors.NoSuchKey(field);

    internal JsonObject Tree => tree;
}
