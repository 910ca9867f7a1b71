using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>A format of texts by its name.</summary>
/// <param name="name">As <c>format.named</c> knows it.</param>
/// <param name="complaints">What is wrong with a text; nothing when it is right.</param>
internal sealed class FormatValue(string name, Func<string, IEnumerable<string>> complaints) : CelOpaque
{
    public static CelType CelType { get; } = CelType.Opaque("kubernetes.NamedFormat");

    public string Name => name;

    public override CelType Type => CelType;

    public IEnumerable<string> Complaints(string text) => complaints(text);

    public override bool IsEqualTo(CelOpaque other) => other is FormatValue one && one.Name == name;

    public override string ToString() => name;
}
