namespace MiniKube.Schema.Tables;

/// <summary>A column of a table. A priority above 0 is shown only by <c>-o wide</c>.</summary>
/// <param name="Name">As upstream spells it; kubectl prints it in capitals.</param>
/// <param name="Type">An OpenAPI type: string, integer, boolean, date.</param>
/// <param name="Format">An OpenAPI format; <c>name</c> marks the object's name.</param>
/// <param name="Description">For a person.</param>
/// <param name="Priority">0 is always shown.</param>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority)
{
    internal static TableColumn ObjectName { get; } = new("Name", "string", "name", "Name of the object, unique among its kind in its namespace.", 0);

    internal static TableColumn Age { get; } = Text("Age", "Time since the object was created.");

    internal static TableColumn CreatedAt { get; } = new("Created At", "date", "", "When the object was created.", 0);

    internal static TableColumn Containers { get; } = Wide("Containers", "Names of the containers in the template.");

    internal static TableColumn Images { get; } = Wide("Images", "Images of the containers in the template.");

    internal static TableColumn Selector { get; } = Wide("Selector", "Selects the pods that belong to the object.");

    internal static TableColumn Text(string name, string description) => new(name, "string", "", description, 0);

    internal static TableColumn Integer(string name, string description) => new(name, "integer", "", description, 0);

    internal static TableColumn Boolean(string name, string description) => new(name, "boolean", "", description, 0);

    internal static TableColumn Wide(string name, string description) => new(name, "string", "", description, 1);
}
