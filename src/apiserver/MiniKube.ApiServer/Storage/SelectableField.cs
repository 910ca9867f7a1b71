using System.Collections.Immutable;

namespace MiniKube.ApiServer.Storage;

/// <summary>A field that field selectors can name, and where an object has it: at <c>Top</c>, or at <c>Top.Sub</c> when Sub is not empty.</summary>
/// <param name="Label">The name that selectors use.</param>
/// <param name="Top">The property of the object.</param>
/// <param name="Sub">The property within it; empty when the value is the top property itself.</param>
/// <param name="Default">The value of an object that leaves it out.</param>
internal sealed record SelectableField(string Label, string Top, string Sub, string Default = "")
{
    /// <summary>The properties that lead to the value.</summary>
    public ImmutableArray<string> Path { get; private init; } = Sub.Length == 0 ? [Top] : [Top, Sub];

    /// <summary>A field of a custom resource, at any depth.</summary>
    public static SelectableField AtPath(ImmutableArray<string> path) =>
        new(string.Join('.', path), path[0], path.Length > 1 ? path[1] : "") { Path = path };

    /// <summary>A field that is named as it is placed: <c>spec.nodeName</c>.</summary>
    public static SelectableField At(string path, string @default = "")
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new SelectableField(path, path, "", @default)
            : new SelectableField(path, path[..dot], path[(dot + 1)..], @default);
    }
}
