using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Words;

/// <summary>Which items of a range, and in what order.</summary>
internal static class Selections
{
    /// <summary>Null when the range is asked for as it is.</summary>
    public static RangeSelection? Read(Wire.RangeRequest request)
    {
        var isPlain = request is
        {
            SortOrder: Wire.RangeRequest.Types.SortOrder.None,
            SortTarget: Wire.RangeRequest.Types.SortTarget.Key,
            KeysOnly: false,
            MinModRevision: 0,
            MaxModRevision: 0,
            MinCreateRevision: 0,
            MaxCreateRevision: 0,
        };
        return isPlain ? null : new RangeSelection
        {
            Target = (SortTarget)request.SortTarget,
            Order = (SortOrder)request.SortOrder,
            KeysOnly = request.KeysOnly,
            MinModRevision = new Revision(request.MinModRevision),
            MaxModRevision = new Revision(request.MaxModRevision),
            MinCreateRevision = new Revision(request.MinCreateRevision),
            MaxCreateRevision = new Revision(request.MaxCreateRevision),
        };
    }

    public static void Write(Wire.RangeRequest request, RangeSelection? selection)
    {
        if (selection is null)
        {
            return;
        }

        // Otherwise etcd cuts off at the limit before it sorts.
        var order = selection is { Order: SortOrder.None, Target: not SortTarget.Key } ? SortOrder.Ascending : selection.Order;
        request.SortTarget = (Wire.RangeRequest.Types.SortTarget)selection.Target;
        request.SortOrder = (Wire.RangeRequest.Types.SortOrder)order;
        request.KeysOnly = selection.KeysOnly;
        request.MinModRevision = selection.MinModRevision.Value;
        request.MaxModRevision = selection.MaxModRevision.Value;
        request.MinCreateRevision = selection.MinCreateRevision.Value;
        request.MaxCreateRevision = selection.MaxCreateRevision.Value;
    }
}
