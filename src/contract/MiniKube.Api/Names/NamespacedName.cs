namespace MiniKube.Api.Names;

/// <summary>Names one object of a kind; the namespace is empty for cluster-scoped kinds.</summary>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or <c>name</c> alone for cluster-scoped objects.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
