namespace MiniKube.Schema.CustomResources;

/// <summary>Of what a schema is the schema.</summary>
internal enum StructureLevel
{
    Root,
    Field,
    Items,
}
