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

    /// <summary><c>spec.containers[0].image</c></summary>
    public override string ToString() => Write(withData: true);

    /// <summary>The fields alone, without indexes and keys: <c>spec.containers.image</c>, <c>metadata.labels</c>.</summary>
    public string FieldsOnly() => Write(withData: false);

    private string Write(bool withData)
    {
        var text = new StringBuilder();
        foreach (var (name, index, isData) in _steps)
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
