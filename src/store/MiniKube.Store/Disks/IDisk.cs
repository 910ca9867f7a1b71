namespace MiniKube.Store.Disks;

/// <summary>One store's place for files, flat and held by one process at a time. All that reaches the disk goes through here, so that tests can make it fail.</summary>
internal interface IDisk : IDisposable
{
    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes a new file of zeros with its space allocated.</summary>
    IDiskFile Create(string name, long length);

    IDiskFile Open(string name);

    /// <summary>Gives a file another name, in one step.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file, if it is there. Whoever reads a large one meanwhile may find it cut short.</summary>
    void Delete(string name);

    /// <summary>Returns when the names made, changed and deleted so far are durable.</summary>
    void Sync();

    /// <summary>The name as an operator can find it.</summary>
    string PathOf(string name);
}
