using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation;

/// <summary>What is said of objects, one line for each cause: <c>field: message</c>.</summary>
internal static class KindCauses
{
    /// <summary>Of a new object that a client sends.</summary>
    public static List<string> OfNew(string name, string yaml)
    {
        var resource = Objects.Resource(name);
        return [.. SchemaValidator.Validate(Objects.Defaulted(yaml, resource), resource).Select(cause => $"{cause.Field}: {cause.Message}")];
    }

    /// <summary>Of an object in which a client replaces a piece of text.</summary>
    public static List<string> OfChange(string name, string yaml, string from, string to)
    {
        var resource = Objects.Resource(name);
        var old = Objects.Defaulted(yaml, resource);
        var updated = Objects.Defaulted(yaml.Replace(from, to, StringComparison.Ordinal), resource);
        return
        [
            .. SchemaValidator.Validate(updated, resource, old).Concat(SchemaValidator.ValidateUpdate(updated, old, resource))
                .Select(cause => $"{cause.Field}: {cause.Message}"),
        ];
    }
}
