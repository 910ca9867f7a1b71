using System.Globalization;
using System.Text;

namespace MiniKube.Schema.Decoding;

/// <summary>Where the decoder is: names and indexes from the root, kept as a stack that costs nothing until it is written.</summary>
internal sealed class FieldPath
{
    private readonly List<(string? Name, int Index, bool IsData)> _steps = new(16);

    public int Depth => _steps.Count;

    public void Push(string name) => _steps.Add((name, 0, false));

    public void Push(int index) => _steps.Add((null, index, true));

    public void PushKey(string key) => _steps.Add((key, 0, true));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    public bool StartsWith(string name) => _steps.Count > 0 && _steps[0].Name == name;

    /// <summary><c>spec.containers[0].image</c></summary>
    public override string ToString() => Write(from: 0, withData: true);

    /// <summary>The fields alone, without indexes and keys: <c>spec.containers.image</c>, <c>metadata.labels</c>.</summary>
    /// <param name="from">How many steps are left out.</param>
    public string FieldsOnly(int from) => Write(from, withData: false);

    private string Write(int from, bool withData)
    {
        var text = new StringBuilder();
        foreach (var (name, index, isData) in _steps.Skip(from))
        {
            if (isData && !withData)
            {
                continue;
            }

            _ = name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{index}]")
                : text.Append(text.Length > 0 ? "." : "").Append(name);
        }

        return text.ToString();
    }
}
