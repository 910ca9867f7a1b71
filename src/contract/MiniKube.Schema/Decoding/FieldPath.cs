using System.Globalization;
using System.Text;

namespace MiniKube.Schema.Decoding;

/// <summary>Where the decoder is: names and indexes from the root, kept as a stack that costs nothing until it is written.</summary>
internal sealed class FieldPath
{
    private readonly List<(string? Name, int Index)> _steps = [];

    public int Depth => _steps.Count;

    public void Push(string name) => _steps.Add((name, 0));

    public void Push(int index) => _steps.Add((null, index));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary><c>spec.containers[0].image</c></summary>
    public override string ToString() => Write(withIndexes: true);

    /// <summary><c>spec.containers.image</c></summary>
    public string WithoutIndexes() => Write(withIndexes: false);

    private string Write(bool withIndexes)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            if (name is not null)
            {
                _ = text.Append(text.Length > 0 ? "." : "").Append(name);
            }
            else if (withIndexes)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
        }

        return text.ToString();
    }
}
