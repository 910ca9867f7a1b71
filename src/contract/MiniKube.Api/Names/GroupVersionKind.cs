namespace MiniKube.Api.Names;

/// <summary>Names a type of object as bodies name it: <c>apiVersion</c> and <c>kind</c>.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    public GroupVersion GroupVersion => new(Group, Version);

    /// <summary>The form of error messages: <c>apps/v1, Kind=Deployment</c>.</summary>
    public override string ToString() => $"{GroupVersion}, Kind={Kind}";
}
