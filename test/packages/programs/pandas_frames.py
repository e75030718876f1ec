"""Grouping, joining and reading, with Python functions that are called from compiled code."""
import io

import pandas as pd

frame = pd.read_csv(io.StringIO('city,year,n,x\nBern,2020,3,1.5\nRome,2020,5,\nBern,2021,7,2.5\nRome,2021,1,4.0\nOslo,2021,2,0.5\n'),
                    converters={'city': lambda text: text.upper()})
print(frame, frame.dtypes, sep='\n')


def spread(values):
    return values.max() - values.min()


groups = frame.groupby('city', group_keys=False)
print(groups['n'].agg(['sum', spread, lambda values: len(values)]))
print(groups.apply(lambda part: part.assign(share=part['n'] / part['n'].sum())).reset_index(drop=True))
print(groups['x'].transform(lambda values: values.fillna(values.mean())).tolist())
print({name: part['n'].tolist() for name, part in groups})
print(frame.apply(lambda row: f"{row['city']}-{row['year']}", axis=1).tolist())
print(frame['n'].map(lambda n: n * n).rolling(2).sum().tolist())
print(frame.pivot_table(index='city', columns='year', values='n', aggfunc=sum))
print(frame.merge(pd.DataFrame({'city': ['BERN', 'OSLO'], 'country': ['CH', 'NO']}), how='left'))
print(frame.sort_values('city', key=lambda column: column.str[::-1])['city'].tolist())
days = pd.date_range('2024-02-27', periods=5)
series = pd.Series(range(5), index=days)
print(series.resample('2D').sum(), series['2024-02-28':'2024-03-01'].to_dict(), sep='\n')
print(frame.query('n > 2 and year == 2021').to_json(orient='records'))
print(frame.to_csv(index=False), frame.describe().round(2), sep='\n')
for act in (lambda: frame['nothing'], lambda: frame.loc[99], lambda: frame['n'].map(lambda n: 1 / (n - 5)),
            lambda: pd.to_datetime('not a day')):
    try:
        act()
    except Exception as error:
        print(type(error).__name__, str(error)[:60])
