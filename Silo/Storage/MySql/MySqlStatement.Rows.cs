using Commerce.Journaling;

namespace Commerce.Storage.MySql;

/// <summary>The rows that are inserted.</summary>
internal sealed partial class MySqlStatement
{
    /// <summary>The values of an inserted row, with commas between them.</summary>
    private sealed class InsertedRow(MySqlStatement statement) : SqlJournalRows.ISqlRow
    {
        private bool _isFirst;

        public InsertedRow Begin()
        {
            _isFirst = true;
            return this;
        }

        public void Text(string? text) => _ = text is null ? Next().Raw("NULL") : Next().Text(text);

        public void Number(long number) => Next().Number(number);

        public void Id(Guid? id) => Next().Id(id);

        public void Bytes(byte[]? bytes) => Next().Bytes(bytes);

        private MySqlStatement Next()
        {
            var next = _isFirst ? statement : statement.Raw(",");
            _isFirst = false;
            return next;
        }
    }
}
