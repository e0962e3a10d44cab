"""Timetables in the format of aSc, made by hand: the newer one with masks, the older one with numbers of days."""

NEW = """<?xml version="1.0" encoding="{encoding}"?>
<timetable ascttversion="2012.6.1" displayname="aSc Timetables 2012 XML" options="idprefix:MyApp,daynumbering1">
   <periods options="canadd,export:silent" columns="period,name,short,starttime,endtime">
      <period name="1" short="1" period="1" starttime="8:30" endtime="9:15"/>
      <period name="2" short="2" period="2" starttime="9:25" endtime="10:10"/>
      <period name="3" short="3" period="3" starttime="10:30" endtime="11:15"/>
      <period name="4" short="4" period="4" starttime="11:35" endtime="12:20"/>
   </periods>
   <daysdefs options="canadd,export:silent" columns="id,days,name,short">
      <daysdef id="*1" name="Любой день" short="X" days="10000,01000,00100,00010,00001"/>
      <daysdef id="*2" name="Понедельник" short="Пн" days="10000"/>
   </daysdefs>
   <weeksdefs columns="id,weeks,name,short">
      <weeksdef id="*3" name="Каждую неделю" short="К" weeks="11"/>
      <weeksdef id="*4" name="Числитель" short="Ч" weeks="10"/>
      <weeksdef id="*5" name="Знаменатель" short="З" weeks="01"/>
      <weeksdef id="*6" name="Одну из двух" short="О" weeks="10,01"/>
   </weeksdefs>
   <termsdefs columns="id,terms,name,short">
      <termsdef id="*7" name="Весь год" short="Г" terms="11"/>
      <termsdef id="*8" name="Первое полугодие" short="1п" terms="10"/>
   </termsdefs>
   <subjects columns="id,name,short,partner_id">
      <subject id="*1" name="Математика" short="Мат"/>
      <subject id="*2" name="Английский язык" short="Англ"/>
      <subject id="*3" name="Музыка" short="Муз"/>
   </subjects>
   <teachers columns="id,name,short,gender,color,email,mobile,partner_id,firstname,lastname">
      <teacher id="*1" name="Бабкин В.Г." short="Баб" gender="M" color="#FF0000"/>
      <teacher id="*2" name="Ёлкина О.В." short="Ёлк" gender="F" color="#00FF00"/>
   </teachers>
   <buildings columns="id,name"></buildings>
   <classrooms columns="id,name,short,capacity,buildingid">
      <classroom id="*1" name="214" short="214" capacity="*" buildingid=""/>
      <classroom id="*2" name="Каб. 301" short="301" capacity="*" buildingid=""/>
   </classrooms>
   <grades/>
   <classes columns="id,name,short,classroomids,teacherid,grade">
      <class id="*1" name="5-А" short="5А" teacherid="*1" classroomids="" grade="5"/>
      <class id="*2" name="5-Б" short="5Б" teacherid="*2" classroomids="" grade="5"/>
   </classes>
   <groups columns="id,classid,name,entireclass,divisiontag,studentcount,studentids">
      <group id="*1" name="Весь класс" classid="*1" entireclass="1" divisiontag="0" studentcount="" studentids=""/>
      <group id="*2" name="Группа 1" classid="*1" entireclass="0" divisiontag="1" studentcount=""/>
      <group id="*3" name="Группа 2" classid="*1" entireclass="0" divisiontag="1" studentcount=""/>
      <group id="*4" name="Весь класс" classid="*2" entireclass="1" divisiontag="0" studentcount=""/>
   </groups>
   <students/>
   <studentsubjects/>
   <lessons columns="id,subjectid,classids,groupids,teacherids,classroomids,periodspercard,periodsperweek,weeksdefid">
      <lesson id="*1" classids="*1" groupids="*1" subjectid="*1" teacherids="*1" periodspercard="2" periodsperweek="2.0"
         classroomids="*1,*2" daysdefid="*1" weeksdefid="*3" termsdefid="*7" seminargroup="" capacity="*"/>
      <lesson id="*2" classids="*1" groupids="*1" subjectid="*1" teacherids="*1" periodspercard="1" periodsperweek="1.5"
         classroomids="*1" daysdefid="*1" weeksdefid="*6" termsdefid="*7" seminargroup="" capacity="*"/>
      <lesson id="*3" classids="*1" groupids="*2" subjectid="*2" teacherids="*1" periodspercard="1" periodsperweek="1.0"
         classroomids="*1" daysdefid="*1" weeksdefid="*3" termsdefid="*7" seminargroup="" capacity="*"/>
      <lesson id="*4" classids="*1" groupids="*3" subjectid="*2" teacherids="*2" periodspercard="1" periodsperweek="1.0"
         classroomids="*2" daysdefid="*1" weeksdefid="*3" termsdefid="*7" seminargroup="" capacity="*"/>
      <lesson id="*5" classids="*1,*2" groupids="*1,*4" subjectid="*3" teacherids="*1,*2" periodspercard="1"
         periodsperweek="1.0" classroomids="*2" daysdefid="*1" weeksdefid="*3" termsdefid="*7" seminargroup=""/>
      <lesson id="*6" classids="*2" groupids="*4" subjectid="*1" teacherids="*2" periodspercard="1" periodsperweek="2.0"
         classroomids="*2" daysdefid="*1" weeksdefid="*3" termsdefid="*7" seminargroup="" capacity="*"/>
   </lessons>
   <cards columns="lessonid,period,days,weeks,terms,classroomids">
      <card lessonid="*1" classroomids="*1" period="1" weeks="11" terms="11" days="10000"/>
      <card lessonid="*2" classroomids="*1" period="3" weeks="11" terms="11" days="01000"/>
      <card lessonid="*2" classroomids="*1" period="3" weeks="10" terms="11" days="00100"/>
      <card lessonid="*3" classroomids="*1" period="4" weeks="11" terms="11" days="01000"/>
      <card lessonid="*4" classroomids="*2" period="4" weeks="11" terms="11" days="01000"/>
      <card lessonid="*5" classroomids="*2" period="2" weeks="01" terms="11" days="00100"/>
      <card lessonid="*5" classroomids="*2" period="1" weeks="10" terms="11" days="00100"/>
      <card lessonid="*6" classroomids="*2" period="2" weeks="11" terms="11" days="10000"/>
   </cards>
</timetable>
"""

OLD = """<?xml version="1.0" encoding="windows-1251"?>
<timetable importtype="database" options="idprefix:%CHID" displayname="aSc Timetables 2008 XML">
   <days options="canadd,export:silent" columns="day,name,short">
      <day name="Понедельник" short="Пн" day="0"/><day name="Суббота" short="Сб" day="5"/>
   </days>
   <periods columns="period,starttime,endtime"><period period="1" starttime="8.30" endtime="9.15"/></periods>
   <subjects><subject id="S1" name="Математика" short="М"/></subjects>
   <teachers><teacher id="T1" name="Бабкин Василий Георгиевич" short="Б"/></teachers>
   <classes><class id="C1" name="5 А" short="5А"/></classes>
   <lessons>
      <lesson id="L1" subjectid="S1" classid="C1" teacherid="T1" periodspercard="1" periodsperweek="2"/>
   </lessons>
   <cards><card lessonid="L1" day="0" period="1"/><card lessonid="L1" day="5" period="1"/></cards>
</timetable>
"""


def new(encoding: str = "UTF-8") -> bytes:
    """The newer file; another declared encoding than UTF-8 has Russian bytes of windows-1251 behind it."""
    return NEW.format(encoding=encoding).encode("utf-8" if encoding == "UTF-8" else "windows-1251")


def old() -> bytes:
    return OLD.encode("windows-1251")
