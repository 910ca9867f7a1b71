namespace MiniKube.Api.Names;

/// <summary>Names a collection as paths name it: group, version and lower-case plural.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    public GroupVersion GroupVersion => new(Group, Version);

    public GroupResource GroupResource => new(Group, Resource);

    public override string ToString() => $"{GroupVersion}, Resource={Resource}";
}
